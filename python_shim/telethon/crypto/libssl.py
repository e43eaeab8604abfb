"""No system library is loaded."""
encrypt_ige = decrypt_ige = None
