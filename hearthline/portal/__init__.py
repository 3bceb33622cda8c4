"""Subscribers' web pages: parse, call one operation or some queries, render."""
