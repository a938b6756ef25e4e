package org.tongmai.emergency;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.kernel.Faults;

/** What falls due by itself: of open events overdue tasks are told of, of closed ones personal data are disposed of. */
final class Deadlines {

    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

    private final EventStore store;
    private final Ledger ledger;
    private final Disposals disposals;
    private final TransactionOperations transaction;

    Deadlines(EventStore store, Ledger ledger, Disposals disposals, TransactionOperations transaction) {
        this.store = store;
        this.ledger = ledger;
        this.disposals = disposals;
        this.transaction = transaction;
    }

    /**
     * Does what is due. One event, one commit: where one fails, the others are seen to.
     *
     * @return whether anything was done
     */
    boolean tick() {
        boolean done = false;
        for (long each : store.due(ledger.now())) {
            try {
                done |= Boolean.TRUE.equals(transaction.execute(status -> store.lock(each)
                        .map(event -> ledger.on(each, event, Ledger.PLATFORM, Ledger.PLATFORM_NAME, page -> {
                            if (event.status().open()) {
                                Tasks.escalate(page);
                            } else {
                                disposals.due(page);
                            }
                            return page.event().version() > event.version();
                        }))
                        .orElse(false)));
            } catch (RuntimeException failed) {
                LOG.error("event {}: what was due was not done: {}", each, Faults.outline(failed));
            }
        }
        return done;
    }
}
