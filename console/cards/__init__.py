"""What the desk hands to a screen: frozen values, made inside one transaction and safe to keep."""
