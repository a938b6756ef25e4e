/** What is heard of illness: texts of hotlines, residents and media, what they say of place, time, disease and numbers, and which speak of the same. Pure functions. */
@NullMarked
package org.tongmai.surveillance.rumour;

import org.jspecify.annotations.NullMarked;
