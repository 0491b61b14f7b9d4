# How a function says that a thing is not of a size or kind that is kept; the step is done all the same.
unkept=9
