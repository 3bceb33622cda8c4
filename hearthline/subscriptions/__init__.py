"""What an account has, and the orders that change it.

Never decides what it costs on a bill: billing rates it, and an order is placed through billing,
which shows the next bill first. Never speaks to a system of the network itself: what an order wants
of it is handed to the network room (`operations/tell_network.py`).
"""
