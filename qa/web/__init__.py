"""The web: chat, documents, HTTP API, widget and MCP server around one engine.

`factory.create_app` composes; each page or concern stands in a file of its own. Knows nothing about retrieval.
"""
