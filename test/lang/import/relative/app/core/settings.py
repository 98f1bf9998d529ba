mode = ':mode'
