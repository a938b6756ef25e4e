package org.tongmai.fhir;

import java.time.Clock;
import org.tongmai.store.Store;

/** The door of {@code fhir} for tests that start no application. */
public final class InteractionsOn {

    private InteractionsOn() {}

    public static Interactions store(Store store, Clock clock) {
        return new Interactions(store, new ResourceRules(new IdentityRules(clock)));
    }
}
