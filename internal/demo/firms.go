package demo

import (
	"hengjian/internal/contract"
	"hengjian/internal/kernel/vocab"
	"hengjian/internal/round"
)

// firms are the suppliers. Each has its own character, so that scores, deductions
// and the quality–cost picture have something to tell: one improves, one slides,
// one is cheap and poor, one dear and good, one steady, one has just begun.
var firms = []firm{
	{
		key: "sup1", code: "GYS-001", name: "恒洁物业服务有限公司（虚构）", short: "恒洁物业", credit: "91440600DEMA00011X", contact: "梁敏",
		contractCode: "HT-BJ-001", contractName: "市行政中心保洁与房屋养护服务合同", categories: []vocab.Category{vocab.Cleaning, vocab.Property},
		character: character{fail: trend{75, 12}, miss: trend{90, 10}, late: trend{60, 15}, tardy: trend{350, 30}, returned: trend{300, 60}, stars: trend{36, 46}, cost: trend{985, 1005}},
		lines: []line{
			{vocab.Cleaning, "办公楼室内环卫保洁", "XZZX", "16324", "m2", "4.60", contract.Monthly, "MY-BJ-01"},
			{vocab.Property, "房屋日常维护管理", "XZZX", "16324", "m2", "0.52", contract.Monthly, "SC15-FW-04"},
			{vocab.Property, "房屋日常维护管理", "ZWDT", "7842", "m2", "0.58", contract.Monthly, "SC15-FW-03"},
		},
		points: []point{
			{"主楼大厅保洁", "XZZX", "主楼大厅", vocab.Cleaning, dailyCleaning},
			{"主楼三层卫生间", "XZZX", "主楼三层", vocab.Cleaning, dailyCleaning},
			{"办事大厅保洁", "ZWDT", "办事大厅", vocab.Cleaning, dailyCleaning},
			{"房屋巡检", "XZZX", "主楼大厅", vocab.Property, "CL-WY-01"},
		},
		walks: []walk{
			{name: "办公楼巡查", points: []int{0, 1}, rule: "FREQ=DAILY", calendar: round.WorkingDays, windows: []round.Window{{Name: "早巡", Start: "06:00", End: "08:30"}, {Name: "午巡", Start: "13:30", End: "15:30"}}, team: "保洁班"},
			{name: "休息日值守巡查", points: []int{0, 1}, rule: "FREQ=DAILY", calendar: round.DaysOfRest, windows: []round.Window{{Name: "上午", Start: "09:00", End: "11:00"}, {Name: "下午", Start: "15:00", End: "17:00"}}, who: round.OnDuty},
			{name: "办事大厅早巡", points: []int{2}, rule: "FREQ=DAILY", windows: morning},
			{name: "房屋周巡", points: []int{3}, rule: "FREQ=WEEKLY;BYDAY=MO", calendar: round.WorkingDays, rest: round.NextWork, windows: evening, who: round.ByRole, whoID: "supplier_staff"},
		},
		papers: []paper{{"营业执照", "91440600DEMA00011X", "云川市市场监督管理局（虚构）", 2200, 10}, {"城市生活垃圾经营性清扫收集运输服务许可证", "YC-QS-2024-017", "云川市城管局（虚构）", 21, 3}},
	},
	{
		key: "sup2", code: "GYS-002", name: "安盾保安服务有限公司（虚构）", short: "安盾保安", credit: "91440600DEMA00022X", contact: "周强",
		contractCode: "HT-AB-001", contractName: "机关大院安保服务合同", categories: []vocab.Category{vocab.Security},
		character: character{fail: trend{10, 70}, miss: trend{8, 95}, late: trend{20, 80}, tardy: trend{30, 380}, returned: trend{60, 320}, stars: trend{46, 34}, cost: trend{1000, 1040}},
		lines: []line{
			{vocab.Security, "门岗与巡逻值守", "XZZX", "24", "person", "3650.00", contract.Monthly, "CG-YK-02"},
			{vocab.Security, "门岗值守", "ZWDT", "8", "person", "3580.00", contract.Monthly, "CG-YK-02"},
		},
		points: []point{
			{"东门岗", "XZZX", "", vocab.Security, "CL-AB-01"},
			{"地下车库夜间巡查", "XZZX", "地下车库", vocab.Security, "CL-AB-01"},
			{"大厅秩序岗", "ZWDT", "办事大厅", vocab.Security, "CL-AB-01"},
		},
		walks: []walk{
			{name: "大院日夜巡", points: []int{0, 1}, rule: "FREQ=DAILY", windows: []round.Window{{Name: "白班", Start: "07:30", End: "10:00"}, {Name: "夜班", Start: "22:00", End: "06:00"}}, who: round.OnDuty},
			{name: "大厅秩序岗", points: []int{2}, rule: "FREQ=DAILY", calendar: round.WorkingDays, windows: noon},
		},
		papers: []paper{{"保安服务许可证", "粤云保2023-08", "云川市公安局（虚构）", 410, 5}, {"消防设施操作员证（四级）", "XF-44-20231107", "云川市消防救援支队（虚构）", -6, 3}},
	},
	{
		key: "sup3", code: "GYS-003", name: "百味餐饮管理有限公司（虚构）", short: "百味餐饮", credit: "91440600DEMA00033X", contact: "何春兰",
		contractCode: "HT-ST-001", contractName: "机关食堂劳务外包合同", categories: []vocab.Category{vocab.Canteen},
		character: character{fail: trend{85, 80}, miss: trend{70, 80}, late: trend{80, 80}, tardy: trend{400, 420}, returned: trend{350, 330}, stars: trend{33, 31}, cost: trend{1000, 1000}},
		lines: []line{
			{vocab.Canteen, "厨师长", "XZZX", "1", "person", "8600.00", contract.Monthly, "CSX-ST-02"},
			{vocab.Canteen, "大锅厨师", "XZZX", "6", "person", "5150.00", contract.Monthly, "CSX-ST-06"},
			{vocab.Canteen, "餐线服务员", "XZZX", "10", "person", "3180.00", contract.Monthly, "CSX-ST-16"},
			{vocab.Canteen, "洗碗工", "XZZX", "5", "person", "3100.00", contract.Monthly, "CSX-ST-20"},
		},
		points: []point{
			{"后厨加工间", "XZZX", "机关食堂", vocab.Canteen, "CL-ST-02"},
			{"餐线与就餐区", "XZZX", "机关食堂", vocab.Canteen, "CL-ST-02"},
		},
		walks: []walk{
			{name: "后厨与餐线", points: []int{0, 1}, rule: "FREQ=DAILY", calendar: round.WorkingDays, windows: noon},
		},
		papers: []paper{{"食品经营许可证", "JY34406DEMO0033", "云川市市场监督管理局（虚构）", 55, 5}},
	},
	{
		key: "sup4", code: "GYS-004", name: "礼宾会务服务有限公司（虚构）", short: "礼宾会务", credit: "91440600DEMA00044X", contact: "陈思远",
		contractCode: "HT-HW-001", contractName: "会议服务保障合同", categories: []vocab.Category{vocab.Conference},
		character: character{fail: trend{8, 5}, miss: trend{4, 3}, late: trend{10, 5}, tardy: trend{15, 10}, returned: trend{40, 20}, stars: trend{47, 49}, cost: trend{1010, 1015}},
		lines: []line{
			{vocab.Conference, "会议服务与保障", "XZZX", "18", "person", "2950.00", contract.Monthly, "HYF-ZY-34-QT"},
			{vocab.Conference, "活动接待服务", "LGB", "6", "person", "2900.00", contract.Monthly, "HYF-ZY-34-QT"},
		},
		points: []point{
			{"第一会议室", "XZZX", "会议中心", vocab.Conference, "CL-HW-01"},
			{"多功能厅", "LGB", "多功能厅", vocab.Conference, "CL-HW-01"},
		},
		walks: []walk{
			{name: "会议室晨检", points: []int{0}, rule: "FREQ=DAILY", calendar: round.WorkingDays, windows: morning},
			{name: "多功能厅周检", points: []int{1}, rule: "FREQ=WEEKLY;BYDAY=WE", windows: noon},
		},
		papers: []paper{{"营业执照", "91440600DEMA00044X", "云川市市场监督管理局（虚构）", 3100, 10},
			{"公共场所卫生许可证", "YC-WS-2026-041", "云川市卫生健康局（虚构）", 1471, 4}},
	},
	{
		key: "sup5", code: "GYS-005", name: "绿野园林养护有限公司（虚构）", short: "绿野园林", credit: "91440600DEMA00055X", contact: "黄立新",
		contractCode: "HT-LH-001", contractName: "庭院绿化养护合同", categories: []vocab.Category{vocab.Greening},
		character: character{fail: trend{28, 26}, miss: trend{25, 25}, late: trend{30, 30}, tardy: trend{90, 90}, returned: trend{120, 120}, stars: trend{42, 43}, cost: trend{960, 970}},
		lines: []line{
			{vocab.Greening, "室外绿地管理", "XZZX", "9600", "m2", "0.49", contract.Monthly, "SC15-LH-01"},
			{vocab.Greening, "室外绿地管理", "LGB", "3200", "m2", "5.70", contract.Yearly, "SC15-LH-02"},
		},
		points: []point{
			{"中心花园", "XZZX", "中心花园", vocab.Greening, "CL-LH-01"},
			{"庭院绿地", "LGB", "庭院", vocab.Greening, "CL-LH-01"},
		},
		walks: []walk{
			{name: "中心花园养护", points: []int{0}, rule: "FREQ=WEEKLY;BYDAY=TU,FR", windows: morning},
			{name: "庭院养护", points: []int{1}, rule: "FREQ=WEEKLY;BYDAY=WE", windows: morning},
		},
		papers: []paper{{"营业执照", "91440600DEMA00055X", "云川市市场监督管理局（虚构）", 1500, 10}},
	},
	{
		key: "sup6", code: "GYS-006", name: "精维机电设备有限公司（虚构）", short: "精维机电", credit: "91440600DEMA00066X", contact: "郑凯",
		contractCode: "HT-SB-001", contractName: "电梯与机电设备维护合同", categories: []vocab.Category{vocab.Equipment}, joined: 9,
		character: character{fail: trend{20, 20}, miss: trend{10, 10}, late: trend{10, 10}, tardy: trend{50, 50}, returned: trend{100, 100}, stars: trend{42, 42}, cost: trend{1000, 1000}},
		lines: []line{
			{vocab.Equipment, "电梯运行维护（按层推算）", "XZZX", "6", "elevator", "985.00", contract.Monthly, "SC15-DT-12F"},
		},
		points: []point{
			{"设备机房月检", "ZWDT", "设备机房", vocab.Equipment, "CL-SB-01"},
		},
		walks: []walk{
			{name: "设备机房月检", points: []int{0}, rule: "FREQ=MONTHLY;BYMONTHDAY=10", calendar: round.WorkingDays, rest: round.NextWork, windows: evening},
		},
		papers: []paper{{"特种设备生产许可证（电梯修理）", "TS3344-2024", "云川市市场监督管理局（虚构）", 620, 4}},
	},
}
