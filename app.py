"""Entry point of the web chat: `python app.py`. Composes, holds no logic."""

from qa.web.server import serve

if __name__ == "__main__":
    serve()
