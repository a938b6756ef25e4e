/** Papers: reports as PDF with Chinese fonts, from content that says what it is and nothing of how it looks. */
@ApplicationModule(allowedDependencies = "kernel")
@NullMarked
package org.tongmai.print;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
