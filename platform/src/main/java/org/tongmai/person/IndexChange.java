package org.tongmai.person;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionOperations;

/** How the index is changed: by one writer at a time, told after the commit. */
final class IndexChange {

    private final LinkStore links;
    private final TransactionOperations transaction;
    private final ApplicationEventPublisher events;

    IndexChange(LinkStore links, TransactionOperations transaction, ApplicationEventPublisher events) {
        this.links = links;
        this.transaction = transaction;
        this.events = events;
    }

    void make(Supplier<PersonsChanged> work) {
        PersonsChanged changed = transaction.execute(status -> {
            links.lock();
            return work.get();
        });
        tell(changed);
    }

    /** One that would be made again after a crash: it does not wait for the disk. Whatever is written after it lasts no longer than it. */
    void replay(Supplier<PersonsChanged> work) {
        PersonsChanged changed = transaction.execute(status -> {
            links.hasten();
            links.lock();
            return work.get();
        });
        tell(changed);
    }

    private void tell(@Nullable PersonsChanged changed) {
        if (changed != null && changed.any()) {
            events.publishEvent(changed);
        }
    }
}
