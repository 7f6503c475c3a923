"""Truceline reads reports about a ceasefire and shows what is kept, alleged, disputed or breached, by whose word."""
