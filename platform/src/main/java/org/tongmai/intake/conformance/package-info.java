/**
 * Onboarding: a robot platform that examines a hospital, a robot hospital that examines a platform, and the signed report of
 * what they saw. The checks are pure functions of what was received; they know nothing of who is examined.
 */
@NamedInterface("conformance")
@NullMarked
package org.tongmai.intake.conformance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
