"""时间条: the histogram along the bottom and the brush that sets the period of all panes."""
