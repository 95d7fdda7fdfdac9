"""What the steps of a solution say with `=`, `<` and `>`, checked one by one."""
