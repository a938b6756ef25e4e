package org.tongmai.exchange;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A line of an answer that is put together from several provinces. */
public sealed interface CrossLine {

    /** Region of the province. */
    String province();

    /**
     * Where a province stands.
     *
     * @param name as operators call it
     * @param state {@code asking}, {@code answered}, {@code waiting}, {@code no-authorisation}, {@code no-record},
     *     {@code unreachable}; each row ends in one of the others than the first
     * @param until end of the permission; null where there is none
     * @param code of the refusal; null where there is none
     */
    record Row(
            String province,
            String name,
            String state,
            @Nullable Instant until,
            @Nullable String code) implements CrossLine {}

    /**
     * Resources of one source patient there.
     *
     * @param institution USCC of who sent them
     */
    record Part(String province, String institution, String institutionName, List<JsonNode> resources)
            implements CrossLine {}

    /** There is more: what to pass for it. */
    record Next(String province, String token) implements CrossLine {}

    /** The province has given all it gives; what of it was shown before stays only where its state is {@code answered}. */
    record End(String province, String state) implements CrossLine {}
}
