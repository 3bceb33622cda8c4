"""The door of the provider's app: django-allauth's JSON contract, by our own rules.

Every address does what the page of the same purpose does, through the same operations: the same
limits, the same answers whether somebody exists or not, the same history, messages and step-up.
`docs/app.md` says how an app uses it.
"""
