package org.tongmai.intake;

import org.jspecify.annotations.Nullable;
import org.tongmai.fhir.Asked;
import org.tongmai.fhir.Interactions;
import org.tongmai.fhir.Interactions.Noting;
import org.tongmai.fhir.Outcome;
import org.tongmai.fhir.Sender;
import org.tongmai.kernel.Problem;

/** Hands resources to {@code fhir}. */
@FunctionalInterface
interface Submission {

    /**
     * @param asked what was asked for; null where the body alone tells
     * @param noting what is kept in the commit that stores it; null for nothing
     * @throws Problem where it is refused; then nothing of it is stored (of a batch: its entries tell)
     */
    Outcome submit(@Nullable Asked asked, byte[] body, Sender sender, @Nullable Noting noting);

    static Submission to(Interactions interactions) {
        return (asked, body, sender, noting) ->
                asked == null ? interactions.submit(body, sender, noting) : interactions.submit(asked, body, sender);
    }
}
