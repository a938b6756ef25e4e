/** Validation against profiles, with HAPI's validator as a library; loaded at the first question, never on the way in. */
@NullMarked
package org.tongmai.fhir.validation;

import org.jspecify.annotations.NullMarked;
