package org.tongmai.person.linkage;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognises columns by their names, English or Chinese. What is not known for sure is not used: it may hold the answer. */
public final class ColumnNames {

    /** What a column is taken for. */
    public sealed interface Use {
        /** It takes part in the comparison. */
        record Compared(Kind kind) implements Use {}

        /** It names the row. */
        record Identity() implements Use {}

        /** It is left alone. */
        record Unused(String why) implements Use {}
    }

    /** An age tells something only where nothing tells the birth. */
    public static final Use AGE = new Use.Unused("changes with time");

    private static final Map<String, Kind> KINDS = kinds();

    private static final Set<String> IDENTITIES = words(
            "rec_id record_id recid id unique_id uid uuid row_id row rownum index record recordid record_number source_id voter_id patient_id enterprise_id 编号 序号 记录号"
                    + " 记录编号 行号");

    private static final Set<String> TRUTHS = words(
            "cluster cluster_id clusterid truth true_id true_cluster true_entity entity entity_id ent_id label labels match match_id"
                    + " is_match is_duplicate duplicate duplicate_of group group_id golden_id gold person_id personid simulant_id"
                    + " identity true_person original_id resident resident_id 真值 真实编号 人员编号 分组");

    private static final Set<String> LEADING =
            words("patient person client member resident home current residential legal clean usual");
    private static final Set<String> TRAILING =
            words("fake text raw clean std norm value str orig original current c1 c2 1 2 3 l r a b");

    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z])(?=[A-Z])");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private static final Pattern NUMBERED = Pattern.compile("(?<=\\p{L})\\d{1,2}$");

    private ColumnNames() {}

    /** Whether the header is another one's with {@code orig} or {@code original} behind it: the value before it was spoilt. */
    public static boolean original(String header, List<String> all) {
        List<String> words = split(header);
        boolean marked = words.size() > 1
                && (words.getLast().equals("orig") || words.getLast().equals("original"));
        String bare = String.join("", words.subList(0, words.size() - 1));
        return marked
                && all.stream().anyMatch(other -> String.join("", split(other)).equals(bare));
    }

    private static List<String> split(String header) {
        return Arrays.asList(NO_WORD.matcher(CAMEL.matcher(header.strip()).replaceAll("_"))
                .replaceAll("_")
                .replaceAll("^_+|_+$", "")
                .toLowerCase(Locale.ROOT)
                .split("_"));
    }

    public static Use recognise(String header) {
        List<String> words = split(header);
        String name = String.join("", words);
        if (IDENTITIES.contains(name)) {
            return new Use.Identity();
        }
        if (TRUTHS.contains(name)) {
            return new Use.Unused("may hold the truth");
        }
        if (name.equals("age") || name.equals("年龄")) {
            return AGE;
        }
        return kind(words).<Use>map(Use.Compared::new).orElseGet(() -> new Use.Unused("not recognised"));
    }

    private static Optional<Kind> kind(List<String> words) {
        List<String> left = words;
        while (!left.isEmpty()) {
            String name = String.join("", left);
            Kind kind = KINDS.get(name);
            if (kind == null) {
                kind = KINDS.get(NUMBERED.matcher(name).replaceAll(""));
            }
            if (kind != null) {
                return Optional.of(kind);
            }
            if (left.size() > 1 && TRAILING.contains(left.getLast())) {
                left = left.subList(0, left.size() - 1);
            } else if (left.size() > 1 && LEADING.contains(left.getFirst())) {
                left = left.subList(1, left.size());
            } else {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Set<String> words(String text) {
        return Set.copyOf(Arrays.asList(text.replace("_", "").split(" ")));
    }

    private static Map<String, Kind> kinds() {
        var kinds = new HashMap<String, Kind>();
        add(
                kinds,
                Kind.GIVEN_NAME,
                "given_name given_names given first_name first_names first firstname forename forenames forename1 fname"
                        + " name_first christian_name name_given vorname prenom 名 名字");
        add(
                kinds,
                Kind.MIDDLE_NAME,
                "middle_name middle_names second_name middle mname midl_name mid_name middle_initial mi");
        add(
                kinds,
                Kind.SURNAME,
                "surname maiden_name last_name last lastname lname family_name family familyname name_last name_family sname"
                        + " nachname nom 姓 姓氏");
        add(
                kinds,
                Kind.FULL_NAME,
                "name full_name fullname first_and_surname complete_name name_full whole_name 姓名 患者姓名 居民姓名 病人姓名"
                        + " 本人姓名");
        add(
                kinds,
                Kind.BIRTH_DATE,
                "dob date_of_birth dateofbirth birth_date birthdate birthday birth_dt dobirth born birth"
                        + " geburtsdatum 出生日期 出生年月日 出生年月 生日 出生时间");
        add(kinds, Kind.SEX, "sex gender sex_code gender_code 性别 性别代码");
        add(
                kinds,
                Kind.ADDRESS,
                "address address_1 address_2 address1 address2 address_line_1 address_line_2 addr street street_name"
                        + " street_address res_street_address residence residential_address mailing_address home_address strasse 住址 地址 家庭住址 现住址 户籍地址 居住地址"
                        + " 详细地址 常住地址 通讯地址 联系地址");
        add(kinds, Kind.POSTCODE, "postcode post_code zip zipcode zip_code postal_code postalcode postal plz 邮编 邮政编码");
        add(
                kinds,
                Kind.PLACE,
                "city res_city_desc town suburb village county district state province region country municipality locality"
                        + " birth_place birthplace place_of_birth birth_city birth_country birth_state city_of_birth country_of_birth ort 城市 省 市 省份 区县 县区 籍贯 出生地 乡镇"
                        + " 街道");
        add(
                kinds,
                Kind.PHONE,
                "phone full_phone_number phone_number phonenumber telephone telephone_number tel mobile mobile_phone mobile_number cell"
                        + " cell_phone cellphone home_phone work_phone contact_number 手机 手机号 手机号码 电话 电话号码 联系电话 本人电话 移动电话");
        add(kinds, Kind.EMAIL, "email e_mail mail email_address emailaddress 邮箱 电子邮箱 电子邮件");
        add(
                kinds,
                Kind.IDENTIFIER,
                "soc_sec_id ssn soc_sec social_security social_security_number social_security_id sin national_id"
                        + " national_id_number nhs nhs_number nhs_no chi_number medicare medicare_number medicaid_number passport"
                        + " passport_number passport_no driver_license drivers_license driver_licence licence_number license_number"
                        + " license_no mrn medical_record_number health_id health_card_number tax_id tax_number tin insurance_number"
                        + " insurance_id card_number member_number 证件号 证件号码 医保卡号 医保号 社保卡号 社会保障号 护照号 护照号码 健康卡号 电子健康卡号 就诊卡号 病历号 卡号");
        add(
                kinds,
                Kind.RESIDENT_NUMBER,
                "resident_number id_card id_card_number idcard id_card_no citizen_id resident_id_number"
                        + " resident_identity_number 身份证 身份证号 身份证号码 公民身份号码 居民身份证号 居民身份证号码 身份证件号码");
        add(
                kinds,
                Kind.CATEGORY,
                "occupation job profession nationality ethnicity ethnic_group race race_code religion marital_status blood_type"
                        + " education language mother_tongue street_number house_number street_no house_no building apartment apt unit flat"
                        + " unit_number birth_year year_of_birth yob birth_month month_of_birth day_of_birth by bm bd 职业 民族"
                        + " 国籍 婚姻状况 血型 学历 文化程度 门牌号");
        return Map.copyOf(kinds);
    }

    private static void add(Map<String, Kind> kinds, Kind kind, String names) {
        for (String name : names.split(" +")) {
            kinds.put(name.replace("_", ""), kind);
        }
    }
}
