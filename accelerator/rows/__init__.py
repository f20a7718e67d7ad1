"""Rows that several people type on one page: sent twice, stored once; two edits of one field are a conflict."""
