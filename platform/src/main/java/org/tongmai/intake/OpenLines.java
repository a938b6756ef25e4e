package org.tongmai.intake;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.kernel.Batching;

/**
 * Lines that stand refused or wait, by their content: what settles them may come later. Everything that is stored asks here, so
 * those who ask at the same time share one statement.
 */
final class OpenLines implements AutoCloseable {

    private static final int TOGETHER = 64;
    private static final int WAITING = 2_048;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Index {@code message_open}. The oldest are left where one content was refused too often; they stay open. */
    static final String OPEN = """
            select id, institution, sender, content_hash
              from intake.message
             where content_hash = any (?)
               and state in ('REFUSED', 'WAITING')
             order by id desc
             limit 10000
            """;

    /** One that is open. */
    record Open(long id, @Nullable String institution, String sender, ByteBuffer hash) {}

    /**
     * What is asked.
     *
     * @param institution that sent the contents; where null, the sender speaks for none
     */
    private record Asked(@Nullable String institution, String sender, Collection<ByteBuffer> hashes) {
        boolean covers(Open open) {
            return Objects.equals(institution, open.institution())
                    && (institution != null || sender.equals(open.sender()));
        }
    }

    private final JdbcTemplate jdbc;
    private final Batching<Asked, List<Open>> batches;

    OpenLines(DataSource database) {
        this.jdbc = new JdbcTemplate(database);
        this.batches = new Batching<>("intake-open", TOGETHER, WAITING, PATIENCE, this::find);
    }

    /** What this institution, or a sender that speaks for none, sent with one of these contents and had refused; newest first. */
    List<Open> of(@Nullable String institution, String sender, Collection<ByteBuffer> hashes) {
        return batches.ask(new Asked(institution, sender, hashes), JournalWriter::busy);
    }

    private List<List<Open>> find(List<Asked> asked) {
        byte[][] hashes = asked.stream()
                .flatMap(each -> each.hashes().stream())
                .distinct()
                .map(ByteBuffer::array)
                .toArray(byte[][]::new);
        Map<ByteBuffer, List<Open>> open = new HashMap<>();
        jdbc.query(
                OPEN,
                row -> {
                    var hash = ByteBuffer.wrap(row.getBytes(4));
                    open.computeIfAbsent(hash, none -> new ArrayList<>())
                            .add(new Open(row.getLong(1), row.getString(2), row.getString(3), hash));
                },
                (Object) hashes);
        return asked.stream()
                .map(each -> each.hashes().stream()
                        .flatMap(hash -> open.getOrDefault(hash, List.of()).stream())
                        .filter(each::covers)
                        .toList())
                .toList();
    }

    @Override
    public void close() {
        batches.close();
    }
}
