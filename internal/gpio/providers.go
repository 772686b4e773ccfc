package gpio

import "periph.io/x/conn/v3/physic"

// expanderFastest is the highest frequency of a PCA9685.
const expanderFastest = 1526 * physic.Hertz
