"""What staff do with money: adjustments and who approves them, payouts, exemptions, reports."""
