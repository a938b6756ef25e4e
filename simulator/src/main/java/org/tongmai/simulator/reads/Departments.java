package org.tongmai.simulator.reads;

import java.util.List;

/** Departments of a hospital. */
final class Departments {

    /**
     * @param share times the usual number of patients
     * @param admitted share of the outpatients who are admitted
     */
    record Department(String name, double share, double admitted) {}

    static final List<Department> ALL = List.of(
            new Department("全科医学科", 1.0, 0.02),
            new Department("心血管内科", 1.1, 0.10),
            new Department("呼吸内科", 1.0, 0.10),
            new Department("消化内科", 1.0, 0.08),
            new Department("神经内科", 0.9, 0.10),
            new Department("内分泌科", 0.9, 0.05),
            new Department("普外科", 0.8, 0.16),
            new Department("骨科", 0.9, 0.12),
            new Department("妇产科", 1.0, 0.12),
            new Department("儿科", 1.3, 0.06),
            new Department("肿瘤科", 0.6, 0.25),
            new Department("精神科", 0.6, 0.08),
            new Department("感染科", 0.5, 0.12),
            new Department("急诊科", 1.2, 0.15),
            new Department("检验影像科", 0, 0),
            new Department("病案室", 0, 0),
            new Department("感染管理科", 0, 0));

    static final int PEDIATRICS = 9;
    static final int PSYCHIATRY = 11;
    static final int INFECTIOUS = 12;
    static final int EMERGENCY = 13;
    static final int LABORATORY = 14;
    static final int RECORDS = 15;
    static final int INFECTION_CONTROL = 16;

    /** Departments that patients come to. */
    static final int TREATING = 14;

    private Departments() {}
}
