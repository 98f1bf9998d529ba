v = 'one v'
