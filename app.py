"""Entry point of the web chat: `python app.py`. Composes, holds no logic."""

from qa.web.server import main

if __name__ == "__main__":
    main()
