def f():
 try:
  return x
 finally:
  for i in y:
   break
