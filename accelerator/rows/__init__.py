"""Rows that several people type on one page: sent twice, kept once; two edits of one field are told apart."""
