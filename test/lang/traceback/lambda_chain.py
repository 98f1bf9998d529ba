# Lambdas show <lambda> as their name.
apply = lambda f, x: f(x)
twice = lambda x: apply(lambda y: y.upper() + y, x)
print(twice('ok'))
twice(5)
