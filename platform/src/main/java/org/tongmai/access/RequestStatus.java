package org.tongmai.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;

/**
 * How far the resident's permission has come.
 *
 * @param state {@code own-only} where nobody asked, else {@code requested}, {@code granted}, {@code refused},
 *     {@code revoked}, {@code expired}; {@code emergency} while the doctor has opened the record in an emergency
 * @param until end of the permission, or of the emergency access
 * @param sentence what was permitted, for the doctor
 */
public record RequestStatus(
        String state, @Nullable Instant until, @Nullable Text sentence) {

    /** Nobody asked. */
    public static final RequestStatus OWN_ONLY = new RequestStatus("own-only", null, null);
}
