"""One module a semiotic class; each has `read(sheet)`, which claims the spans that it understands."""
