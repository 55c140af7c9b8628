"""Pages and forms about one lead."""
