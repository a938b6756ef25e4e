/**
 * Onboarding (接入): how a system of an institution goes live, from registration through the sandbox and an examination, and whether it
 * keeps sending as it does by habit. {@link org.tongmai.onboarding.Onboardings} is the door.
 */
@ApplicationModule(allowedDependencies = {"kernel", "kernel :: crypto", "access", "intake", "intake :: conformance"})
@NullMarked
package org.tongmai.onboarding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
