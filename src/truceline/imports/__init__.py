"""ROWS OF DATA SETS -> claims. Users bring their own downloads of ACLED, UCDP GED, GDELT, POLECAT, OSCE or any table.

No row of these data ships with Truceline. What a data set says stays what it says: its precision is kept, and it never
corroborates itself.
"""

from __future__ import annotations

from truceline.imports.layouts import DATA_SETS
from truceline.imports.mapping import Mapping, read_mapping
from truceline.imports.rows import Row, Spoiled, read_rows

__all__ = ["DATA_SETS", "Mapping", "Row", "Spoiled", "read_mapping", "read_rows"]
