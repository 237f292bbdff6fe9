"""From a file as given to rows with a meaning: containers, recognition, columns, dirt, formats."""
