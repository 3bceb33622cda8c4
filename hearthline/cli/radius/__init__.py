"""A private FreeRADIUS with an access router and traffic: for the demo, and for the tests."""
