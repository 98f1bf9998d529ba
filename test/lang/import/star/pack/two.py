v = 'two v'
