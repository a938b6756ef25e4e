package org.tongmai.healthcode;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tongmai.person.Identity;

/** What a verification came to. */
public sealed interface Verified {

    /** On what the code was shown. The order stands in codes. */
    enum Form {
        /** A screen of the resident. */
        DYNAMIC("居民出示健康码授权查阅"),
        /** Paper, which anybody may hold: it only points at a code. */
        PRINTED("窗口扫打印码后请求查阅"),
        /** A screen of a guardian. */
        BY_GUARDIAN("监护人出示健康码授权查阅"),
        /** A screen of an institution that has registered the resident: says who it is, and proves nobody's presence. */
        BY_INSTITUTION("机构出示健康码"),
        /** A card or a number, which only points at a code too. */
        CARD("窗口凭卡或号码请求查阅");

        private final String reason;

        Form(String reason) {
            this.reason = reason;
        }

        /** Whether it lives for minutes and is used once: anything else is only a pointer. */
        boolean fresh() {
            return this == DYNAMIC || this == BY_GUARDIAN || this == BY_INSTITUTION;
        }

        /** Whether somebody showed it who may allow reading. */
        boolean allows() {
            return this == DYNAMIC || this == BY_GUARDIAN;
        }

        /** What stands in place of a doctor's reason where reading is allowed, or asked for, by it. */
        String reason() {
            return reason;
        }
    }

    /**
     * The code is good.
     *
     * @param code id of the code, for reports of use
     * @param index the main index (主索引) under which the verifier's institution knows the holder: a keyed pseudonym
     * @param factorWanted only a pointer was shown: who holds it is masked, and nothing can be read, without a second factor
     * @param evidence to be sent along with the report of use; null where a second factor is wanted or there is no institution
     * @param readUntil until when the institution may read; null where it was not wanted, a pointer was shown, or the person is
     *     not registered there yet
     * @param readAsked id of the request that the resident now has to answer, where a pointer was shown to read; null where it
     *     was not wanted, the person has no visit there, or was asked often enough for today
     * @param local the holder as the verifier's institution has registered the person; null where it has not, where only a
     *     pointer was shown, and for systems, which know their patients
     */
    record Accepted(
            UUID code,
            Form form,
            CodePurpose purpose,
            Holder holder,
            String index,
            boolean factorWanted,
            @Nullable String evidence,
            @Nullable Instant readUntil,
            @Nullable String readAsked,
            @Nullable Local local)
            implements Verified {}

    /**
     * A registration of the holder at the verifier's institution.
     *
     * @param patient logical id
     * @param inCare whether the record may be opened: there is a visit
     */
    record Local(String patient, boolean inCare) {}

    /** The code is not accepted. */
    record Refused(Refusal refusal) implements Verified {}

    /**
     * Who holds the code.
     *
     * @param name masked without a second factor
     */
    record Holder(
            String name,
            @Nullable String gender,
            @Nullable LocalDate birthDate,
            @Nullable String identifierTail) {

        /** Of somebody whose registration the person index has not read. */
        static final Holder NOT_READ_YET = new Holder("", null, null, null);

        static Holder of(Identity identity) {
            return new Holder(
                    identity.name(),
                    identity.gender(),
                    identity.birthDate().orElse(null),
                    identity.identifierTail().orElse(null));
        }

        /** Never the person's data, so that they cannot slip into a log. */
        @Override
        public String toString() {
            return "holder";
        }
    }
}
