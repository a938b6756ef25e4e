package org.tongmai.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;
import org.tongmai.store.Scope;

/**
 * Who may see what of one person, decided before anything is looked up.
 *
 * @param allowed false: nothing of this person
 * @param scope what a query may see; empty of patients where nothing is allowed
 * @param own source patients of the caller's own institution, or of the resident
 * @param others source patients of other institutions, of which the resident allows something
 * @param withheld whether something may lie beyond the scope. It follows from what was permitted and never from what there
 *     is, so it tells nothing about the record
 * @param denied whether a standing rule of the resident denies this caller something; it follows from the rules alone, and tells
 *     neither what nor whether there is any of it
 * @param once the resident's rule for one look, where there is one for this caller; see {@link Access#decideLook}
 * @param request the newest request of the caller's institution about this person, where the caller is a doctor
 * @param why the rule and what it looked at
 */
public record Decision(
        boolean allowed,
        Scope scope,
        Set<Long> own,
        Set<Long> others,
        boolean withheld,
        boolean denied,
        @Nullable OneTime once,
        @Nullable RequestStatus request,
        Explanation why) {

    public Decision {
        own = Set.copyOf(own);
        others = Set.copyOf(others);
    }
}
