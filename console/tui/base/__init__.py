"""What every screen uses: the workplace with its lanes, key bindings, handing numbers over."""
