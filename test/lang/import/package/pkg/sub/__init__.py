print('sub init', __name__)
tag = 'sub tag'
