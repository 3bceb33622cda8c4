"""Tables of the network room, by what they are about."""

from hearthline.network.models.lines import Connection, Node, PhoneLine, TvService

__all__ = ["Connection", "Node", "PhoneLine", "TvService"]
