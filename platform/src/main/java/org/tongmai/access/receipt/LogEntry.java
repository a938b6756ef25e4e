package org.tongmai.access.receipt;

import java.nio.charset.StandardCharsets;
import org.tongmai.kernel.merkle.TreeHash;

/** What an entry of the log is the hash of. Its canonical form is JSON by RFC 8785: members in order of their names, no spaces. */
public sealed interface LogEntry permits Receipt, Statement {

    /** Name of the log. */
    String log();

    /** The one form of which the hash stands in the log. */
    String canonical();

    /** Its hash as a leaf of the log's tree. */
    default byte[] leaf(TreeHash hash) {
        return hash.leaf(canonical().getBytes(StandardCharsets.UTF_8));
    }
}
