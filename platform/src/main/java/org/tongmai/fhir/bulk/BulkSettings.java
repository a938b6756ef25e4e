package org.tongmai.fhir.bulk;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code tongmai.fhir.bulk}.
 *
 * @param directory where files are kept; {@code bulk} in the data directory where it is not said. Nodes that share one take over
 *     each other's jobs where they stand
 * @param keep how long a finished or stopped job and its files are kept
 * @param running jobs that one node runs at a time; of several places the last is kept for an account that has none running
 * @param ofOne unfinished jobs that one account may have
 * @param open unfinished jobs of all
 * @param uploadBytes largest body of an import that is sent directly, unpacked
 * @param fetchTime how long the fetching of one input may take
 * @param spareBytes room on the disk below which no job writes
 * @param importFrom beginnings of addresses from which an import may fetch, such as {@code https://files.example.cn/bulk/};
 *     empty: none, files are then sent directly
 * @param operatorExports whether an operator may export everything; otherwise an operator sees no clinical content
 */
@ConfigurationProperties("tongmai.fhir.bulk")
public record BulkSettings(
        @Nullable String directory,
        @DefaultValue("24h") Duration keep,
        @DefaultValue("2") int running,
        @DefaultValue("4") int ofOne,
        @DefaultValue("100") int open,
        @DefaultValue("20000000000") long uploadBytes,
        @DefaultValue("6h") Duration fetchTime,
        @DefaultValue("500000000") long spareBytes,
        @DefaultValue List<String> importFrom,
        @DefaultValue("false") boolean operatorExports) {

    public BulkSettings {
        importFrom = List.copyOf(importFrom);
    }
}
