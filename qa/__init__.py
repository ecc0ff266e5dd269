"""ASK MANY TIMES. From a question to an answer that quotes, and everything that people use it through."""
