from ....too import far
