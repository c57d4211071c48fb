/** The documented example request, as it stands on the page. */
export const documentedRequest = `{
 "touser" : "zhangsan|lisi",
 "toparty" : "PartyID1|PartyID2",
 "totag" : "TagID1 | TagID2",
 "agentid" : 10086,
 "msgtype" : "template_msg",
 "selected_ticket_list":["xxx","yyy"],
 "template_msg" : {
 "template_id": "ttxxlGlgIAwJrCTFjtndfgHPoIySyk6w",
 "url": "http://www.qq.com",
    "miniprogram":
    {
      "appid":"APPID",
      "pagepath":"/index.html"
    },
 "content_item": [
 {
 "key": "会议室",
 "value": "402"
 },
 {
 "key": "会议地点",
 "value": "广州TIT-402会议室"
 },
 {
 "key": "会议时间",
 "value": "2018年8月1日 09:00-09:30"
 }
 ]
 },
  "enable_id_trans": 0,
  "only_unauth":true
}`;
