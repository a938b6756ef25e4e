/** Finds the records of one person in any table, Chinese or Western: pure functions that fit themselves without labels. */
@NamedInterface("linkage")
@NullMarked
package org.tongmai.person.linkage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
