package org.tongmai.access;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code access.factor} and {@code access.recovery_code}. */
final class FactorStore {

    static final String OFFER = """
            insert into access.factor (account, offered)
            values (?, ?)
                on conflict (account) do update
               set offered = excluded.offered
            """;

    static final String OF = "select secret, offered, since, last_step from access.factor where account = ?";

    /** The step of the code that confirmed it is used. Another secret, offered meanwhile, is not the one that was proved. */
    static final String CONFIRM = """
            update access.factor
               set secret = offered, offered = null, since = ?, last_step = ?
             where account = ?
               and offered = ?
            """;

    /** So that two who make codes at once do so one after the other. */
    static final String LOCK = "select 1 from access.factor where account = ? for update";

    /** One of those who show the same code at the same time is first. */
    static final String USE = "update access.factor set last_step = ? where account = ? and last_step < ?";

    static final String REMOVE = "delete from access.factor where account = ?";

    static final String MARK = "update access.account set factor = ? where id = ?";

    static final String ADD_CODE = "insert into access.recovery_code (account, hash) values (?, ?)";

    static final String USE_CODE = "delete from access.recovery_code where account = ? and hash = ?";

    static final String REMOVE_CODES = "delete from access.recovery_code where account = ?";

    static final String CODES_LEFT = "select count(*) from access.recovery_code where account = ?";

    private final JdbcClient jdbc;

    FactorStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Secrets are sealed. */
    record Kept(
            byte @Nullable [] secret,
            byte @Nullable [] offered,
            @Nullable Instant since,
            long lastStep) {}

    void offer(long account, byte[] sealed) {
        jdbc.sql(OFFER).params(account, sealed).update();
    }

    Optional<Kept> of(long account) {
        return jdbc.sql(OF)
                .param(account)
                .query((row, number) -> {
                    Timestamp since = row.getTimestamp("since");
                    return new Kept(
                            row.getBytes("secret"),
                            row.getBytes("offered"),
                            since == null ? null : since.toInstant(),
                            row.getLong("last_step"));
                })
                .optional();
    }

    /**
     * Puts an offered secret in force.
     *
     * @param offered as it is sealed; false where it is not the one that is offered now
     */
    boolean confirm(long account, byte[] offered, Instant since, long step) {
        boolean confirmed = jdbc.sql(CONFIRM)
                        .params(Timestamp.from(since), step, account, offered)
                        .update()
                == 1;
        if (confirmed) {
            jdbc.sql(MARK).params(true, account).update();
        }
        return confirmed;
    }

    boolean use(long account, long step) {
        return jdbc.sql(USE).params(step, account, step).update() == 1;
    }

    void remove(long account) {
        jdbc.sql(REMOVE).param(account).update();
        jdbc.sql(REMOVE_CODES).param(account).update();
        jdbc.sql(MARK).params(false, account).update();
    }

    void replaceCodes(long account, List<byte[]> hashes) {
        jdbc.sql(LOCK).param(account).query(Integer.class).list();
        jdbc.sql(REMOVE_CODES).param(account).update();
        hashes.forEach(hash -> jdbc.sql(ADD_CODE).params(account, hash).update());
    }

    boolean useCode(long account, byte[] hash) {
        return jdbc.sql(USE_CODE).params(account, hash).update() == 1;
    }

    int codesLeft(long account) {
        return jdbc.sql(CODES_LEFT).param(account).query(Integer.class).single();
    }
}
