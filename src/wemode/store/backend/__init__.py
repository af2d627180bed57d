"""Django database backend for the open SQLCipher file."""
